"""actions: what Rasa's rules call; the only place that knows rasa_sdk."""
