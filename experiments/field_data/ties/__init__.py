"""Who knows whom, as lists, GraphML or graphs of networkx give it."""
