namespace SegEdge.Onnx.Transforms;

/// <summary>What a network's float picture input expects of camera pixels: <c>(pixel - mean) / std * scale</c> with pixels 0..255, a colour
/// order, a layout, a size.</summary>
/// <param name="Input">Name of the float input, [N, 3, H, W] or [N, H, W, 3].</param>
public sealed record PixelInput(string Input)
{
    /// <summary>Of the uint8 input that takes its place.</summary>
    public string Name { get; init; } = "pixels";

    /// <summary>Whether the network wants [N, H, W, 3].</summary>
    public bool ChannelsLast { get; init; }

    /// <summary>Whether the network wants red first. Pixels come blue first, as cameras and OpenCV give them.</summary>
    public bool Rgb { get; init; }

    /// <summary>Per channel in the network's order, 0..255.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [0, 0, 0];

    /// <summary>Per channel in the network's order, 0..255; not 0.</summary>
    public IReadOnlyList<float> Std { get; init; } = [1, 1, 1];

    /// <summary>Applied last.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Size of the network's picture; null: as the model says.</summary>
    public (int Height, int Width)? Size { get; init; }

    /// <summary>Size of the pixels, where the graph shall resize them to the network's picture without its padding; null: they have that
    /// size.</summary>
    public (int Height, int Width)? ResizeFrom { get; init; }

    /// <summary>Rows and columns of zeros, which is the mean, around the pixels: a letterbox.</summary>
    public (int Top, int Left, int Bottom, int Right) Padding { get; init; }
}
