"""All written talks, played with the real engine."""
