"""What a passage means, read by a transformer together with a question.

Optional, the extra `semantic`: `reader.found_reader` gives the one that is installed or set,
`TransformerReader.read` what it makes of passages, and `vector_store` keeps what does not depend
on the question. No model is loaded before a question is read by it.
"""
