"""Documents to passages, and passages to sentences: where a quote may begin and end."""
