// Labs measure time, and leftovers are told from what was there before: two tests at once would disturb each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
