"""The law's acts: from METI's certification to the last yen returned."""
