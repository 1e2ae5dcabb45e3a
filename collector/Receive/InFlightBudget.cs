namespace Observe.Collector.Receive;

/// <summary>Bounds the bytes of all requests that are being worked on.</summary>
internal sealed class InFlightBudget(long maxBytes)
{
    private long _used;

    public long Used => Interlocked.Read(ref _used);

    public Reservation Begin() => new(this);

    private bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _used, bytes) <= maxBytes)
        {
            return true;
        }
        Interlocked.Add(ref _used, -bytes);
        return false;
    }

    /// <summary>What one request holds; given back when the request ends, however it ends.</summary>
    internal sealed class Reservation(InFlightBudget budget) : IDisposable
    {
        private static readonly AsyncLocal<Reservation?> CurrentRequest = new();
        private long _bytes;

        /// <summary>
        /// The request that this code runs for. gRPC gives its marshallers and decompressors no way to know it otherwise.
        /// </summary>
        public static Reservation? Current
        {
            get => CurrentRequest.Value;
            set => CurrentRequest.Value = value;
        }

        /// <summary>The message of a gRPC request that came compressed; null for any other.</summary>
        public RequestBody? Decompressed { get; set; }

        /// <summary>True when the request was read whole and its records were looked at: what became of them is counted there.</summary>
        public bool IsReceived { get; set; }

        public bool TryGrow(long bytes)
        {
            if (!budget.TryTake(bytes))
            {
                return false;
            }
            Interlocked.Add(ref _bytes, bytes);
            return true;
        }

        public void Dispose()
        {
            Decompressed?.Dispose();
            Decompressed = null;
            Interlocked.Add(ref budget._used, -Interlocked.Exchange(ref _bytes, 0));
        }
    }
}
