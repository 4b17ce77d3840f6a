using FsCheck;
using FsCheck.Xunit;

namespace SegEdge.Onnx.Tests.Gradients;

/// <summary>Sizes, strides, paddings, dilations and groups that nobody thought of. The draws are the same in every run. Linear operators with a
/// step of 1: only rounding is left.</summary>
public sealed class WindowProperties
{
    private const string Replay = "(20240612,5)";
    private const string Linear = "type:float step:1 within:1e-5";

    [Property(MaxTest = 150, Replay = Replay)]
    public void Convolves(DoNotSize<int> draw)
    {
        var w = new Draw(draw.Item);
        var (group, ins, outs) = (w.Pick(1, 1, 2, 3), w.Next(1, 4), w.Next(1, 4));
        var weights = $"c[{outs * group},{ins},{List(w.Kernel)}]";
        GradientCheck.Compare($"Conv {w.Input(ins * group)} {weights} group={group} {w.Attributes(padding: true)} {Linear}");
    }

    [Property(MaxTest = 100, Replay = Replay)]
    public void ConvolvesTransposed(DoNotSize<int> draw)
    {
        var w = new Draw(draw.Item);
        var (group, ins, outs) = (w.Pick(1, 1, 2), w.Next(1, 4), w.Next(1, 4));
        var behind = w.Each(i => w.Next(0, w.Strides[i]));
        // Padding that leaves something of the result.
        var pads = w.Each(i => w.Next(0, (w.Dilations[i] * (w.Kernel[i] - 1) / 2) + 1));
        var weights = $"c[{ins * group},{outs},{List(w.Kernel)}]";
        GradientCheck.Compare($"ConvTranspose {w.Input(ins * group)} {weights} group={group} {w.Attributes(padding: false)} " +
            $"pads=[{List(pads)},{List(pads)}] output_padding=[{List(behind)}] {Linear}");
    }

    [Property(MaxTest = 100, Replay = Replay)]
    public void Averages(DoNotSize<int> draw)
    {
        var w = new Draw(draw.Item);
        GradientCheck.Compare($"AveragePool {w.Input(w.Next(1, 4))} kernel_shape=[{List(w.Kernel)}] " +
            $"{w.Attributes(padding: true, withinKernel: true)} count_include_pad={w.Next(0, 2)} ceil_mode={w.Next(0, 2)} opset:19 {Linear}");
    }

    /// <summary>A small step: no maximum may change hands. Outputs are copies of inputs, so the difference has no rounding.</summary>
    [Property(MaxTest = 120, Replay = Replay)]
    public void TakesMaxima(DoNotSize<int> draw)
    {
        var w = new Draw(draw.Item);
        GradientCheck.Compare($"MaxPool {w.Input(w.Next(1, 4))} kernel_shape=[{List(w.Kernel)}] " +
            $"{w.Attributes(padding: true, withinKernel: true)} ceil_mode={w.Next(0, 2)} type:float step:1e-4 within:1e-6");
    }

    [Property(MaxTest = 150, Replay = Replay)]
    public void Resizes(DoNotSize<int> draw)
    {
        var w = new Draw(draw.Item);
        var mode = w.Pick("nearest", "nearest nearest_mode=floor", "nearest nearest_mode=ceil", "nearest nearest_mode=round_prefer_ceil",
            "linear", "linear", "cubic");
        var coordinates = w.Pick("half_pixel", "pytorch_half_pixel", "asymmetric", "align_corners");
        // From 45 elements on, whole factors take another form.
        var sizes = w.Each(_ => w.Next(0, 3) == 0 ? w.Next(45, 60) : w.Next(1, 12), 2);
        var target = w.Next(0, 2) == 0
            ? $"nums(1,1,{w.Pick("0.5", "1", "1.4", "2", "3", "4")},{w.Pick("0.7", "1", "1.5", "2", "3", "5")})"
            : $"- ints(2,3,{w.Next(1, 3) * sizes[0]},{w.Next(1, 20)})";
        if (target.StartsWith("nums", StringComparison.Ordinal) && sizes.Contains(1)) return;
        GradientCheck.Compare($"Resize [2,3,{List(sizes)}] - {target} mode={mode} coordinate_transformation_mode={coordinates} " +
            $"opset:{w.Pick(13, 18, 19)} {Linear}");
    }

    private static string List(IEnumerable<int> numbers) => string.Join(',', numbers);

    private sealed class Draw
    {
        private readonly Random _random;

        public Draw(int seed)
        {
            _random = new Random(seed);
            var rank = Pick(1, 2, 2, 2, 3);
            Kernel = [.. Enumerable.Range(0, rank).Select(_ => Next(1, 5))];
            Strides = Each(_ => Pick(1, 1, 2, 3));
            Dilations = Each(_ => Pick(1, 1, 1, 2, 3));
        }

        public int[] Kernel { get; }

        public int[] Strides { get; }

        public int[] Dilations { get; }

        public int Next(int from, int behind) => _random.Next(from, behind);

        public T Pick<T>(params ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];

        public int[] Each(Func<int, int> number, int? rank = null) => [.. Enumerable.Range(0, rank ?? Kernel.Length).Select(number)];

        /// <summary>Large enough for a window to begin on each of three rows: some tap meets the input at every stride. An open batch.</summary>
        public string Input(int channels) => $"[N:2,{channels},{List(Each(i => (Dilations[i] * (Kernel[i] - 1)) + Next(3, 9)))}]";

        public string Attributes(bool padding, bool withinKernel = false)
        {
            var moves = $"strides=[{List(Strides)}] dilations=[{List(Dilations)}]";
            if (!padding) return moves;
            // ONNX Runtime pads SAME only without dilation, pools by less than the kernel, and with SAME not in steps longer than it.
            var auto = Pick("pads", "pads", "VALID", "SAME_UPPER", "SAME_LOWER");
            var canBeSame = Dilations.All(d => d == 1) && Each(i => Kernel[i] - Strides[i]).Min() >= 0;
            if (!canBeSame && auto.StartsWith("SAME", StringComparison.Ordinal)) auto = "pads";
            var most = withinKernel ? Kernel : Each(i => (Dilations[i] * Kernel[i]) + 2);
            return auto == "pads"
                ? $"{moves} pads=[{List(Each(i => Next(0, most[i])))},{List(Each(i => Next(0, most[i])))}]"
                : $"{moves} auto_pad={auto}";
        }
    }
}
