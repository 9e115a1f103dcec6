"""Why a household did that, how an issue went, where two simulated neighbourhoods diverge."""
