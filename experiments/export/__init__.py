"""What is taken out of finished folders for other programs: household panels, issue logs, networks. Runs are
made again for it, and only the very runs that were stored are handed out.
"""
