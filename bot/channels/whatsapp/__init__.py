"""WhatsApp, through Meta's Cloud API or through Twilio: whichever is set up."""
