"""A cluster as the index: the passages of an OpenSearch index, ranked exactly as on one machine.

ClusterCounts -> publication (layout, shared) -> ClusterEngine, ClusterCorpus, over one client
"""
