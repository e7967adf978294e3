"""People, their aligned crops, and the batches made of them."""
