using System.ComponentModel.DataAnnotations;

namespace SegEdge.EdgeHost.Configuration;

/// <summary>Between which temperatures of the hottest zone a step holds, in degrees Celsius; at least 5 apart.</summary>
public sealed record ThermalStepOptions
{
    [Range(20.0, 120.0)]
    public double EnterC { get; init; }

    [Range(0.0, 115.0)]
    public double LeaveC { get; init; }
}
