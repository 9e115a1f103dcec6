"""What finished folders are compared by at their end: case by case, by compound type, by group of residents,
and folder with folder.
"""
