"""Hits in a new order: `ranking` scores passages by the evidence that `reading` finds in them."""
