using SegEdge.Pipeline.Models;
using SegEdge.Testing;

namespace SegEdge.Pipeline.Tests.Tiling;

/// <summary>Tiny models in two sizes: that of a tile, and that of the whole picture.</summary>
internal static class TiledKinds
{
    public const int Width = 58, Height = 38, TileWidth = 22, TileHeight = 14, Overlap = 6;

    public static readonly ModelTiling Tiling = new() { Width = Width, Height = Height, Overlap = Overlap };

    private static readonly Dictionary<string, Func<int, int, TinyModel>> Kinds = new()
    {
        ["logits"] = (w, h) => TinyOnnx.Logits(w, h),
        ["logits, channels last"] = (w, h) => TinyOnnx.Logits(w, h, layout: TensorLayout.Nhwc),
        ["logits, half resolution"] = (w, h) => TinyOnnx.Logits(w, h, stride: 2),
        ["logits, letterbox"] = (w, h) => TinyOnnx.Logits(w, h).WithInput(i => i with { Resize = ResizeMode.Letterbox, Mean = [100, 110, 120] }),
        ["two heads"] = TinyOnnx.TwoHeads,
        ["binary logit, threshold"] = (w, h) => TinyOnnx.Binary(w, h).WithHead(x => x with { Threshold = 0.9f }),
        ["binary probability, threshold"] = (w, h) => TinyOnnx.Binary(w, h, probability: true).WithHead(x => x with { Threshold = 0.2f }),
        ["multi-label"] = (w, h) => TinyOnnx.MultiLabel(w, h),
        ["multi-label probability, channels last"] = (w, h) => TinyOnnx.MultiLabel(w, h, probability: true, layout: TensorLayout.Nhwc).WithHead(x => x with { Threshold = 0.3f }),
        ["quantised"] = TinyOnnx.Quantised,
    };

    public static IEnumerable<string> Names => Kinds.Keys;

    public static TinyModel Whole(string kind) => Kinds[kind](Width, Height);

    public static TinyModel Tiles(string kind) => Kinds[kind](TileWidth, TileHeight).With(m => m with { Tiling = Tiling });
}
