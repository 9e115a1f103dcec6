"""The workshop page, live on this machine: `serve` starts it, `server` answers, `session` simulates."""
