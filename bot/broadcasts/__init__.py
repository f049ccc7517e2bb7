"""The loudspeaker: messages to an audience, approved by a second person, delivered once."""
