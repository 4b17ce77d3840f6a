namespace SegEdge.Onnx.Gradients;

/// <summary>The matrix A of a Resize along one axis, y = A x: row j holds the few weights of output element j.</summary>
/// <remarks>Formulas: ONNX, Operators.md, Resize, as ONNX Runtime computes them (UpsampleBase::GetOriginalCoordinateFunc). Keys, Cubic
/// Convolution Interpolation for Digital Image Processing, IEEE Trans. ASSP 29(6), 1981.</remarks>
internal sealed class Interpolation
{
    private readonly Dictionary<long, double>[] _rows;

    private Interpolation(long inputs, Dictionary<long, double>[] rows) => (In, _rows) = (inputs, rows);

    public long In { get; }

    public long Out => _rows.Length;

    public bool IsIdentity => In == Out && Enumerable.Range(0, _rows.Length).All(j => _rows[j].Count == 1 && Weight(j, j) == 1);

    public double Weight(long output, long input) => _rows[output].GetValueOrDefault(input);

    /// <summary>Inputs with a weight in an output element.</summary>
    public IEnumerable<long> InputsOf(long output) => _rows[output].Keys;

    /// <param name="start">Of the region, as a fraction; for tf_crop_and_resize, else 0.</param>
    /// <param name="end">Likewise, else 1.</param>
    public static Interpolation Of(Node n, long inputs, long outputs, float scale, float start, float end)
    {
        var mode = n.Text("coordinate_transformation_mode", "half_pixel");
        var weigh = Weights(n, inputs, scale);
        var rows = new Dictionary<long, double>[outputs];
        for (var j = 0; j < outputs; j++)
        {
            rows[j] = [];
            var x = Source(n, mode, j, inputs, outputs, scale, start, end);
            // Outside the region lies a constant, extrapolation_value: no gradient.
            if (mode == "tf_crop_and_resize" && (x < 0 || x > inputs - 1)) continue;
            foreach (var (i, weight) in weigh(x))
            {
                if (weight == 0) continue;
                var inside = Math.Clamp(i, 0, inputs - 1);
                rows[j][inside] = rows[j].GetValueOrDefault(inside) + weight;
            }
        }
        return new Interpolation(inputs, rows);
    }

    /// <summary>Rows first..behind and columns from..to of A, or of A^T.</summary>
    public Tensor Matrix(ElementType type, long from, long to, long first, long behind, bool transposed)
    {
        var (height, width) = (behind - first, to - from);
        var numbers = new double[height * width];
        for (var j = first; j < behind; j++)
            foreach (var (i, weight) in _rows[j])
                if (i >= from && i < to) numbers[transposed ? ((i - from) * height) + j - first : ((j - first) * width) + i - from] = weight;
        return transposed ? Tensor.FromDoubles(type, numbers, width, height) : Tensor.FromDoubles(type, numbers, height, width);
    }

    /// <summary>Where in the input an output element lies. In float, as the forward run has it: nearest flips on the last bit.</summary>
    private static float Source(Node n, string mode, long j, long inputs, long outputs, float scale, float start, float end) => mode switch
    {
        "half_pixel" => ((j + 0.5f) / scale) - 0.5f,
        "pytorch_half_pixel" => outputs > 1 ? ((j + 0.5f) / scale) - 0.5f : 0,
        "asymmetric" => j / scale,
        "align_corners" => outputs == 1 ? 0 : (float)j * (inputs - 1) / (outputs - 1),
        "half_pixel_symmetric" => (inputs / 2f * (1 - (outputs / (scale * inputs)))) + ((j + 0.5f) / scale) - 0.5f,
        "tf_crop_and_resize" => outputs > 1
            ? (start * (inputs - 1)) + (j * (end - start) * (inputs - 1) / (outputs - 1))
            : 0.5f * (start + end) * (inputs - 1),
        _ => throw new OnnxException($"{n}: coordinate_transformation_mode '{mode}' is not known; expected one of ONNX's."),
    };

    private static Func<float, IEnumerable<(long Input, double Weight)>> Weights(Node n, long inputs, float scale)
    {
        var mode = n.Text("mode", "nearest");
        switch (mode)
        {
            case "nearest":
                var nearest = n.Text("nearest_mode", "round_prefer_floor");
                return x => [((long)Nearest(n, nearest, x), 1)];
            case "linear":
                return x => Linear(x);
            case "cubic":
                var a = n.Float("cubic_coeff_a", -0.75f);
                var excludes = n.Int("exclude_outside", 0) != 0;
                return x => Cubic(x, a, excludes ? inputs : null);
            default:
                throw new OnnxException($"{n}: mode '{mode}' is not known; expected nearest, linear or cubic.");
        }
    }

    private static float Nearest(Node n, string mode, float x) => mode switch
    {
        "round_prefer_floor" => MathF.Ceiling(x - 0.5f),
        "round_prefer_ceil" => MathF.Floor(x + 0.5f),
        "floor" => MathF.Floor(x),
        "ceil" => MathF.Ceiling(x),
        _ => throw new OnnxException($"{n}: nearest_mode '{mode}' is not known; expected one of ONNX's."),
    };

    private static (long Input, double Weight)[] Linear(double x)
    {
        var low = Math.Floor(x);
        return [((long)low, 1 - x + low), ((long)low + 1, x - low)];
    }

    // Weights of the four neighbours; where those outside do not count, the others make up for them.
    private static IEnumerable<(long Input, double Weight)> Cubic(double x, double a, long? only)
    {
        var low = Math.Floor(x);
        var taps = Enumerable.Range(-1, 4).Select(k => (Input: (long)low + k, Weight: Key(Math.Abs(x - low - k), a))).ToList();
        if (only is not { } inputs) return taps;
        taps.RemoveAll(t => t.Input < 0 || t.Input >= inputs);
        var sum = taps.Sum(t => t.Weight);
        return taps.Select(t => (t.Input, t.Weight / sum));
    }

    private static double Key(double d, double a) => d <= 1
        ? ((((a + 2) * d) - (a + 3)) * d * d) + 1
        : d < 2 ? a * ((((d - 5) * d) + 8) * d - 4) : 0;
}
