using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace Observe.Server.Api;

/// <summary>What every list takes, as it stands in the address; <see cref="ListRequest"/> is what it means.</summary>
public sealed class ListParameters
{
    [FromQuery(Name = "from")]
    [Description("Start of the range; default: an hour before its end. " + ApiTime.Expected)]
    public string? From { get; init; }

    [FromQuery(Name = "to")]
    [Description("End of the range, not part of it; default: now")]
    public string? To { get; init; }

    [FromQuery(Name = "q")]
    [Description("A search; default: everything")]
    public string? Q { get; init; }

    [FromQuery(Name = "limit")]
    [Description("1 to 1000; default: 50")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor")]
    [Description("nextCursor of the former page")]
    public string? Cursor { get; init; }

    [FromQuery(Name = "buckets")]
    [Description("1 to 400, for charts; default: 60")]
    public string? Buckets { get; init; }

    [FromQuery(Name = "fresh")]
    [Description("true waits until everything acknowledged before this call can be read, at most 10 s")]
    public string? Fresh { get; init; }
}
