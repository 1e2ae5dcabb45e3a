namespace Observe.Alerts.Tests.Fakes;

internal enum AppendFailure
{
    None,
    Before,
    After,
}
