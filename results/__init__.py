"""What came out: the code that draws and tells a finished study."""
