"""What the charts are made of: page, type, icons and colours, and the map's parts that several of them share."""
