"""The website: a chat page and the interface that its widget talks to."""
