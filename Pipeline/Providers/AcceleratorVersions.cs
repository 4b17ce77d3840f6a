namespace SegEdge.Pipeline.Providers;

/// <summary>What an engine is made with and for; an engine made for others is not loaded.</summary>
/// <param name="TensorRt">"10.3.0", or "absent".</param>
/// <param name="Cuda">"12.6", or "absent".</param>
/// <param name="Sm">Compute capability of the device, "87" for Orin, or "absent".</param>
public sealed record AcceleratorVersions(string TensorRt, string Cuda, string Sm)
{
    public const string Absent = "absent";
}
