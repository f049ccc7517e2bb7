"""A question becomes an answer: what is asked, what was found, whether it may be called an answer, what to say."""
