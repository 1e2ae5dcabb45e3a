using System.Globalization;
using Observe.Functions.Simulation;

namespace Observe.UI.Shaping;

/// <summary>Cold rate and cost against a setting, with the chosen one marked, as an ECharts option.</summary>
public static class WhatIfChart
{
    /// <param name="value">The setting of a plan as a number on the axis.</param>
    public static object Option(IReadOnlyList<SimulatedPlan> plans, SimulatedPlan chosen, Func<SimulatedPlan, double> value)
    {
        var at = value(chosen);
        return new
        {
            Grid = new { Left = 44, Right = 48, Top = 12, Bottom = 22 },
            XAxis = new { Type = "value", Min = value(plans[0]), Max = Math.Max(value(plans[0]) + 1, value(plans[^1])), AxisLabel = new { Formatter = "format:count" } },
            YAxis = new object[]
            {
                new { Type = "value", Min = 0, AxisLabel = new { Formatter = "format:percent" } },
                new { Type = "value", Position = "right", Min = 0, SplitLine = new { Show = false }, AxisLabel = new { Formatter = "format:money" } },
            },
            Series = new object[]
            {
                new
                {
                    Name = "cold rate",
                    Type = "line",
                    ShowSymbol = false,
                    Color = "var(--cold-m)",
                    LineStyle = new { Width = 1.5 },
                    AreaStyle = new { Opacity = 0.12 },
                    Tooltip = new { ValueFormatter = "format:percent" },
                    MarkLine = new
                    {
                        Silent = true,
                        Symbol = "none",
                        Label = new { Show = false },
                        LineStyle = new { Color = "var(--accent)", Type = "solid", Width = 1.5 },
                        Data = new[] { new { XAxis = at } },
                    },
                    Data = plans.Select(plan => new[] { value(plan), plan.Result.ColdRate }),
                },
                new
                {
                    Name = "cost a month",
                    Type = "line",
                    YAxisIndex = 1,
                    ShowSymbol = false,
                    Color = "var(--text-2)",
                    LineStyle = new { Width = 1.5, Type = "dashed" },
                    Tooltip = new { ValueFormatter = "format:money" },
                    Data = plans.Select(plan => new[] { value(plan), (double)plan.MonthlyCost.TotalUsd }),
                },
            },
        };
    }

    /// <summary>What the chart shows, for those who do not see it.</summary>
    public static string Label(IReadOnlyList<SimulatedPlan> plans, Func<SimulatedPlan, double> value) => string.Create(
        CultureInfo.InvariantCulture,
        $"From {value(plans[0]):0.#} to {value(plans[^1]):0.#} the cold rate goes from {Measure.Percent(plans[0].Result.ColdRate)} to "
        + $"{Measure.Percent(plans[^1].Result.ColdRate)}, the cost of a month from {Money.Of(plans[0].MonthlyCost)} to {Money.Of(plans[^1].MonthlyCost)}.");
}
