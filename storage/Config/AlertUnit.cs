namespace Observe.Storage.Config;

/// <summary>What a number of a rule counts.</summary>
public enum AlertUnit
{
    /// <summary>0 to 1, shown as percent.</summary>
    Share,

    /// <summary>Whole things.</summary>
    Count,
    Seconds,

    /// <summary>US dollars at list prices.</summary>
    Dollars,

    /// <summary>How many times something.</summary>
    Factor,
}
