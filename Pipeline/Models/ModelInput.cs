using System.Text.Json.Serialization;

namespace SegEdge.Pipeline.Models;

/// <summary>The way of a picture into the network: resize, colour order, <c>(pixel - mean) / std * scale</c> with pixels 0..255, layout.</summary>
public sealed record ModelInput
{
    /// <summary>Name of the model's input.</summary>
    public required string Name { get; init; }

    public required TensorLayout Layout { get; init; }

    public required ColorOrder Color { get; init; }

    /// <summary>Pixels; 0, only in a file, where <see cref="ModelManifest.Shapes"/> leaves it open.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Width { get; init; }

    /// <inheritdoc cref="Width"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Height { get; init; }

    public ResizeMode Resize { get; init; } = ResizeMode.Stretch;

    /// <summary>What a letterbox's padding shows, a grey level 0..255; null: the mean. A network that was trained with grey borders wants them.</summary>
    public float? Padding { get; init; }

    /// <summary>Per channel, in the order of <see cref="Color"/>, in units of 0..255.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [0, 0, 0];

    /// <summary>Per channel, in the order of <see cref="Color"/>, in units of 0..255.</summary>
    public IReadOnlyList<float> Std { get; init; } = [1, 1, 1];

    /// <summary>Applied last; 1/255 for networks that want 0..1.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>Of a tensor of this many pictures.</summary>
    internal long[] ShapeOf(long pictures) => Layout == TensorLayout.Nchw ? [pictures, 3, Height, Width] : [pictures, Height, Width, 3];
}

/// <summary>Order of a picture tensor's axes.</summary>
public enum TensorLayout
{
    /// <summary>[batch, channel, row, column].</summary>
    [JsonStringEnumMemberName("NCHW")] Nchw,

    /// <summary>[batch, row, column, channel].</summary>
    [JsonStringEnumMemberName("NHWC")] Nhwc,
}

/// <summary>Order of a pixel's three channels.</summary>
public enum ColorOrder
{
    [JsonStringEnumMemberName("RGB")] Rgb,
    [JsonStringEnumMemberName("BGR")] Bgr,
}

/// <summary>What happens to a picture of another shape than the input's.</summary>
public enum ResizeMode
{
    /// <summary>Fills the input; the aspect ratio is lost.</summary>
    [JsonStringEnumMemberName("stretch")] Stretch,

    /// <summary>Keeps the aspect ratio; the rest is <see cref="ModelInput.Padding"/>.</summary>
    [JsonStringEnumMemberName("letterbox")] Letterbox,
}
