"""What a user begins with: folders and files with a small example that works, to be changed."""
