namespace Observe.UI.Live;

/// <summary>
/// Whether the open page follows new data: wanted by the viewer (the Live button), sensible for the range (it ends now),
/// and not wasted on a hidden tab, or on one that is gone. One a circuit.
/// </summary>
public sealed class LiveSwitch
{
    private bool _isOn = true;
    private bool _isRangeRelative = true;
    private bool _isVisible = true;
    private bool _isConnected = true;

    public event Action? Changed;

    public bool IsOn
    {
        get => _isOn;
        set => Set(ref _isOn, value);
    }

    public bool IsRangeRelative
    {
        get => _isRangeRelative;
        set => Set(ref _isRangeRelative, value);
    }

    public bool IsVisible
    {
        get => _isVisible;
        set => Set(ref _isVisible, value);
    }

    public bool IsConnected
    {
        get => _isConnected;
        set => Set(ref _isConnected, value);
    }

    public bool IsRunning => IsOn && IsRangeRelative && IsVisible && IsConnected;

    private void Set(ref bool field, bool value)
    {
        if (field != value)
        {
            field = value;
            Changed?.Invoke();
        }
    }
}
