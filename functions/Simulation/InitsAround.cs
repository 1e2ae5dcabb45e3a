namespace Observe.Functions.Simulation;

/// <summary>How long the initialisations next to a request took, the last before its arrival and the first from then on.</summary>
/// <param name="ShareAfter">Of the draws that take the later one.</param>
internal readonly record struct InitsAround(long Before, long After, double ShareAfter)
{
    public long Draw(double draw) => draw < ShareAfter ? After : Before;

    /// <summary>Whether an invocation tells how long an environment took that somebody waited for.</summary>
    public static bool Tells(PastInvocation invocation) => invocation is { IsCold: true, InitNanoseconds: > 0 };

    /// <summary>Of each request those of its version; where none of its version is known, of any.</summary>
    /// <param name="served">In the order of their arrivals.</param>
    /// <param name="versions">The number of each one's version.</param>
    public static InitsAround[] Each(PastInvocation[] served, int[] versions, int versionCount)
    {
        var of = new Cursor[versionCount];
        var ofAny = new Cursor();
        for (var version = 0; version < versionCount; version++)
        {
            of[version] = new Cursor();
        }
        for (var i = 0; i < served.Length; i++)
        {
            if (Tells(served[i]))
            {
                of[versions[i]].Add(served[i]);
                ofAny.Add(served[i]);
            }
        }
        var all = new InitsAround[served.Length];
        for (var i = 0; i < served.Length; i++)
        {
            var cursor = of[versions[i]];
            all[i] = (cursor.IsEmpty ? ofAny : cursor).Around(served[i].ArrivalUnixNanoseconds);
        }
        return all;
    }

    /// <summary>Goes through initialisations in the order of the requests that ask for them.</summary>
    private sealed class Cursor
    {
        private readonly List<(long Arrival, long Length)> _inits = [];
        private int _before;

        public bool IsEmpty => _inits.Count == 0;

        public void Add(PastInvocation invocation) => _inits.Add((invocation.ArrivalUnixNanoseconds, invocation.InitNanoseconds));

        public InitsAround Around(long arrival)
        {
            while (_before < _inits.Count && _inits[_before].Arrival < arrival)
            {
                _before++;
            }
            if (IsEmpty)
            {
                return default;
            }
            var before = _inits[Math.Max(0, _before - 1)];
            var after = _inits[Math.Min(_before, _inits.Count - 1)];
            // Outside of what is known both are the same one, and it does not matter which is taken.
            return before == after
                ? new InitsAround(before.Length, after.Length, 0)
                : new InitsAround(before.Length, after.Length, (arrival - before.Arrival) / (double)(after.Arrival - before.Arrival));
        }
    }
}
