// Every started function listens to the activity source of the SDK: two at once would see each other's spans.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
