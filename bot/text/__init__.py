"""What is known about Chinese text: folding with offsets, word finding, segmentation. Pure."""
