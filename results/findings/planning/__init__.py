"""What is said before a comparison or a study: how many replicates it takes, and how much time and room."""
