"""What one machine needs to run the studio: processes, ports, files, and their end."""
