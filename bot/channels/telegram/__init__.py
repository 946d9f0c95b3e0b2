"""Telegram, through its Bot API: webhook or polling in, messages with buttons out."""
