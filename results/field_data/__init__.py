"""What became of tables that somebody brought, in words."""
