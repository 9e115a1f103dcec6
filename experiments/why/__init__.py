"""Why: what one agent decided and from what, the life of an issue, where two worlds part."""
