using System.Runtime.InteropServices;
using System.Text;

namespace Observe.Storage.Engine;

/// <summary>
/// One connection to the engine in this process. It runs one statement at a time; calls block their thread until the
/// engine answers.
/// </summary>
internal sealed unsafe class ChdbConnection : SafeHandle
{
    private ChdbConnection(nint* connection)
        : base(0, ownsHandle: true) => SetHandle((nint)connection);

    public override bool IsInvalid => handle == 0;

    private nint Native => *(nint*)handle;

    private string _database = "default";

    /// <summary>Stands beside each of its statements in <c>system.processes</c> (setting log_comment), so that they can be found.</summary>
    public string Tag { get; } = "observe-" + Guid.NewGuid().ToString("N");

    /// <summary>Makes a database the one that unqualified names mean; free when it already is.</summary>
    public void Use(string database)
    {
        if (database != _database)
        {
            Query($"USE `{database.Replace("`", "``", StringComparison.Ordinal)}`", "Null", []).Dispose();
            _database = database;
        }
    }

    /// <exception cref="EngineException">The engine cannot open the folder.</exception>
    public static ChdbConnection Open(string dataPath, string configPath)
    {
        // Only the form --path=VALUE is compared between connections of one process.
        byte[][] arguments = [.. new[] { "clickhouse", "--path=" + dataPath, "--config-file=" + configPath }
            .Select(argument => Encoding.UTF8.GetBytes(argument + "\0"))];
        var pins = Array.ConvertAll(arguments, argument => GCHandle.Alloc(argument, GCHandleType.Pinned));
        try
        {
            var pointers = stackalloc byte*[pins.Length];
            for (var i = 0; i < pins.Length; i++)
            {
                pointers[i] = (byte*)pins[i].AddrOfPinnedObject();
            }
            var connection = Libchdb.Connect(pins.Length, pointers);
            if (connection is null || *connection == 0)
            {
                throw new EngineException(0, $"The embedded engine could not open {dataPath}.");
            }
            var opened = new ChdbConnection(connection);
            opened.Set("log_comment", opened.Tag);
            return opened;
        }
        finally
        {
            Array.ForEach(pins, pin => pin.Free());
        }
    }

    /// <summary>Changes a setting for the statements that follow.</summary>
    public void Set(string name, string value)
    {
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            throw new EngineException(115, $"Code: 115. DB::Exception: {name} is no setting. (UNKNOWN_SETTING)");
        }
        var quoted = value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);
        Query($"SET {name} = '{quoted}'", "Null", []).Dispose();
    }

    /// <summary>Runs one statement; parameters are bound by the engine, never put into the text.</summary>
    /// <exception cref="EngineException">The engine refused it; code and message are ClickHouse's.</exception>
    public ChdbResult Query(string sql, string format, IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        var sqlBytes = Encoding.UTF8.GetBytes(sql);
        var formatBytes = Encoding.UTF8.GetBytes(format);
        using var names = new PinnedTexts(parameters.Select(parameter => parameter.Key));
        using var values = new PinnedTexts(parameters.Select(parameter => parameter.Value));
        ChdbResult result;
        fixed (byte* sqlPointer = sqlBytes, formatPointer = formatBytes)
        fixed (nint* namePointers = names.Pointers, valuePointers = values.Pointers)
        fixed (nuint* nameLengths = names.Lengths, valueLengths = values.Lengths)
        {
            result = new ChdbResult(Libchdb.Query(
                Native, sqlPointer, (nuint)sqlBytes.Length, formatPointer, (nuint)formatBytes.Length,
                (byte**)namePointers, nameLengths, (byte**)valuePointers, valueLengths, (nuint)parameters.Count));
        }
        return ThrowOnError(result);
    }

    /// <summary>Runs <c>INSERT INTO t (columns)</c> with the bytes of a stream in the given format.</summary>
    /// <exception cref="EngineException">The engine refused it. What it took before the fault may be stored.</exception>
    public ChdbResult Insert(string sql, string format, Stream data)
    {
        var sqlBytes = Encoding.UTF8.GetBytes(sql);
        var formatBytes = Encoding.UTF8.GetBytes(format);
        nint stream;
        fixed (byte* sqlPointer = sqlBytes, formatPointer = formatBytes)
        {
            stream = Libchdb.OpenInsert(
                Native, sqlPointer, (nuint)sqlBytes.Length, formatPointer, (nuint)formatBytes.Length);
        }
        try
        {
            ThrowOnInsertError(stream);
            var buffer = new byte[256 * 1024];
            int read;
            while ((read = data.Read(buffer)) > 0)
            {
                fixed (byte* bytes = buffer)
                {
                    if (Libchdb.Append(stream, bytes, (nuint)read) != 0)
                    {
                        ThrowOnInsertError(stream);
                        throw new EngineException(0, "The engine took no more rows and gave no reason.");
                    }
                }
            }
            return ThrowOnError(new ChdbResult(Libchdb.FinishInsert(stream)));
        }
        finally
        {
            Libchdb.DestroyInsert(stream);
        }
    }

    protected override bool ReleaseHandle()
    {
        Libchdb.CloseConnection((nint*)handle);
        return true;
    }

    private static ChdbResult ThrowOnError(ChdbResult result)
    {
        if (result.Error is { } error)
        {
            result.Dispose();
            throw EngineException.FromMessage(error);
        }
        return result;
    }

    private static void ThrowOnInsertError(nint stream)
    {
        if (Marshal.PtrToStringUTF8((nint)Libchdb.InsertError(stream)) is { Length: > 0 } error)
        {
            throw EngineException.FromMessage(error);
        }
    }

    /// <summary>UTF-8 texts pinned for the time of one call. They may hold NUL: the lengths go with them.</summary>
    private sealed class PinnedTexts : IDisposable
    {
        private readonly GCHandle[] _pins;

        public PinnedTexts(IEnumerable<string> texts)
        {
            var bytes = texts.Select(Encoding.UTF8.GetBytes).ToArray();
            _pins = Array.ConvertAll(bytes, text => GCHandle.Alloc(text, GCHandleType.Pinned));
            Pointers = Array.ConvertAll(_pins, pin => pin.AddrOfPinnedObject());
            Lengths = Array.ConvertAll(bytes, text => (nuint)text.Length);
        }

        public nint[] Pointers { get; }

        public nuint[] Lengths { get; }

        public void Dispose() => Array.ForEach(_pins, pin => pin.Free());
    }
}
