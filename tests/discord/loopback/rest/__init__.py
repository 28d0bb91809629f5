"""The REST half: one module for each kind of resource, and the way every request goes."""
