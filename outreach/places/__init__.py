"""Where: areas (polygons), the districts they are made of, venues to stand on, landmarks of the sketched map."""
