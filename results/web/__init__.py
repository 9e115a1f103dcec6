"""What the report and the workshop page share: looks, charts, fonts."""
