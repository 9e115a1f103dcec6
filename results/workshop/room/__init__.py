"""A room takes part: `room` asks and counts, `voting_server` answers phones, `room_answers` its host."""
