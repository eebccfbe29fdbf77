"""What is true or allowed here. Pure: time, actor and randomness are arguments."""
