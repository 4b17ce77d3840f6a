using FsCheck.Xunit;
using Ranges = SegEdge.Onnx.ShapeRules.Slicing;

namespace SegEdge.Onnx.Tests.Gradients;

/// <summary>Shapes, axes and ranges that nobody thought of. The draws are the same in every run.</summary>
public sealed class GradientProperties
{
    private const string Replay = "(20240611,7)";

    [Property(MaxTest = 80, Replay = Replay)]
    public void Broadcasts(int draw)
    {
        var random = new Random(draw);
        var whole = Sizes(random, 1, 4);
        GradientCheck.Compare($"{Pick(random, "Add", "Sub", "Mul", "Div", "Pow")} {Narrowed()}@0.5..2 {Narrowed()}@0.5..2 opset:{Opset(random)}");

        string Narrowed() => Brackets(whole.Select(size => random.Next(3) == 0 ? 1 : size).Skip(random.Next(whole.Length + 1)));
    }

    [Property(MaxTest = 80, Replay = Replay)]
    public void Reduces(int draw)
    {
        var random = new Random(draw);
        var sizes = Sizes(random, 1, 4);
        var axes = Enumerable.Range(0, sizes.Length).Where(_ => random.Next(2) == 0).DefaultIfEmpty(random.Next(sizes.Length));
        var counted = string.Join(',', axes.Select(a => random.Next(2) == 0 ? a : a - sizes.Length));
        var (opType, opset) = (Pick(random, "ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceLogSumExp", "ReduceSumSquare"), Opset(random));
        var said = opset >= 18 || opType == "ReduceSum" ? $"ints({counted})" : $"axes=[{counted}]";
        GradientCheck.Compare($"{opType} {Brackets(sizes)} {said} keepdims={random.Next(2)} opset:{opset}");
    }

    [Property(MaxTest = 120, Replay = Replay)]
    public void Slices(int draw)
    {
        var random = new Random(draw);
        var sizes = Sizes(random, 1, 3, most: 7);
        var axis = random.Next(sizes.Length);
        var step = Pick(random, -3, -2, -1, 1, 1, 2, 3);
        var (start, end) = (random.Next(-9, 9), random.Next(-9, 9));
        if (Ranges.Range(sizes[axis], start, end, step).Count == 0) return;
        GradientCheck.Compare($"Slice {Brackets(sizes)} ints({start}) ints({end}) ints({axis - (random.Next(2) * sizes.Length)}) ints({step}) opset:{Opset(random)}");
    }

    [Property(MaxTest = 80, Replay = Replay)]
    public void Pads(int draw)
    {
        var random = new Random(draw);
        var sizes = Sizes(random, 1, 3, least: 3, most: 5);
        var mode = Pick(random, "constant", "reflect", "edge");
        var pads = string.Join(',', Enumerable.Range(0, 2 * sizes.Length).Select(_ => random.Next(mode == "constant" ? -1 : 0, 3)));
        GradientCheck.Compare($"Pad {Brackets(sizes)} ints({pads}) mode={mode} opset:{Opset(random)}");
    }

    [Property(MaxTest = 80, Replay = Replay)]
    public void Gathers(int draw)
    {
        var random = new Random(draw);
        var sizes = Sizes(random, 1, 3, most: 5);
        var axis = random.Next(sizes.Length);
        var shape = Sizes(random, 0, 2);
        var indices = string.Join(',', Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(_ => random.Next(-sizes[axis], sizes[axis])));
        GradientCheck.Compare($"Gather {Brackets(sizes)} ints{Brackets(shape)}({indices}) axis={axis} opset:{Opset(random)}");
    }

    [Property(MaxTest = 60, Replay = Replay)]
    public void MatrixProducts(int draw)
    {
        var random = new Random(draw);
        var batch = Sizes(random, 0, 2);
        var (rows, inner, columns) = (random.Next(1, 4), random.Next(1, 4), random.Next(1, 4));
        var left = random.Next(5) == 0 ? [inner] : Narrowed().Concat([rows, inner]);
        var right = random.Next(5) == 0 ? [inner] : Narrowed().Concat([inner, columns]);
        GradientCheck.Compare($"MatMul {Brackets(left)} {Brackets(right)} opset:{Opset(random)}");

        IEnumerable<int> Narrowed() => batch.Select(size => random.Next(3) == 0 ? 1 : size).Skip(random.Next(batch.Length + 1));
    }

    private static int[] Sizes(Random random, int leastRank, int mostRank, int least = 1, int most = 3) =>
        [.. Enumerable.Range(0, random.Next(leastRank, mostRank + 1)).Select(_ => random.Next(least, most + 1))];

    private static T Pick<T>(Random random, params T[] of) => of[random.Next(of.Length)];

    private static int Opset(Random random) => Pick(random, 13, 17, 18, 21);

    private static string Brackets(IEnumerable<int> sizes) => $"[{string.Join(',', sizes)}]";
}
