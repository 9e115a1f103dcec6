"""What a world draws and decides, recorded month by month; `paired_run` does so for two worlds at once."""
