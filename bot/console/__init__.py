"""The brokers' console: log in, see growth questions, read the record and the talk."""
