namespace SegEdge.Telemetry.Contract;

/// <summary>Which picture; width and height in pixels are the space of every box and rect of the event.</summary>
public sealed record FrameInfo
{
    public required string Camera { get; init; }

    public required long Number { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }
}
