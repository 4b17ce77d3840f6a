using SegEdge.Onnx.ShapeRules;
using Ranges = SegEdge.Onnx.ShapeRules.Slicing;

namespace SegEdge.Onnx.Gradients;

/// <summary>Slice and Pad, which undo each other, axis by axis.</summary>
internal static class Slicing
{
    /// <summary>Zeros where the slice took nothing; with a step s > 1 also s - 1 zeros behind each element, by way of a new axis.</summary>
    public static Value?[] Slice(GradientBuilder b, Node n, Value dy)
    {
        var x = n.Input(0);
        if (x.Shape is not { } shape) throw b.Refuse(n, "the rank of its input is not known", "a known rank");
        long[] starts = b.Known(n, 1, "starts"), ends = b.Known(n, 2, "ends");
        var reader = new Inference(n, b.Opset);
        var all = Enumerable.Range(0, starts.Length).Select(k => (long)k);
        var axes = reader.Axes(n.InputOrNull(3) is null ? all : b.Known(n, 3, "axes"), shape.Rank);
        var steps = n.InputOrNull(4) is null ? Array.ConvertAll(starts, _ => 1L) : b.Known(n, 4, "steps");
        for (var k = 0; k < axes.Length; k++)
        {
            var (axis, size) = (axes[k], shape[axes[k]].Size);
            if (size is null && steps[k] == 1 && starts[k] >= 0 && (ends[k] < 0 || ends[k] >= int.MaxValue))
            {
                // The axis is open, but how much was cut off at each end is known.
                dy = Around(b, dy, axis, starts[k], ends[k] < 0 ? -ends[k] : 0);
                continue;
            }
            if (size is not { } whole)
                throw b.Refuse(n, $"starts, ends and steps {starts[k]}, {ends[k]}, {steps[k]} on the open axis {axis} of {x}", "a fixed size");
            var (first, count) = Ranges.Range(whole, starts[k], ends[k], steps[k]);
            if (count == 0) return [b.Zeros(x)];
            dy = Spread(b, n, dy, axis, first, steps[k], count, whole);
        }
        return [dy];
    }

    /// <summary>Constant: the middle of dy. Reflect, edge, wrap: plus what its rims were copied from.</summary>
    public static Value?[] Pad(GradientBuilder b, Node n, Value dy)
    {
        if (n.Input(0).Shape is not { } shape) throw b.Refuse(n, "the rank of its input is not known", "a known rank");
        var pads = b.Known(n, 1, "pads");
        var reader = new Inference(n, b.Opset);
        int[] all = [.. Enumerable.Range(0, shape.Rank)];
        var axes = b.Opset >= 18 && n.InputOrNull(3) is not null ? reader.Axes(b.Known(n, 3, "axes"), shape.Rank) : all;
        var mode = n.Text("mode", "constant");
        for (var k = 0; k < axes.Length; k++)
        {
            var (axis, before, after) = (axes[k], pads[k], pads[k + axes.Length]);
            if (before == 0 && after == 0) continue;
            var middle = before > 0 || after > 0 ? Part(b, dy, axis, Math.Max(before, 0), after > 0 ? -after : long.MaxValue) : dy;
            // Negative pads have cut.
            middle = Around(b, middle, axis, Math.Max(-before, 0), Math.Max(-after, 0));
            if (mode != "constant")
            {
                if (shape[axis].Size is not { } size || before < 0 || after < 0)
                    throw b.Refuse(n, $"mode {mode} with pads {before}, {after} on axis {axis} of {shape}", "a fixed size and no negative pads");
                if (before > 0) middle = b.Add(middle, Rim(b, n, mode, Part(b, dy, axis, 0, before), axis, before, size, front: true));
                if (after > 0) middle = b.Add(middle, Rim(b, n, mode, Part(b, dy, axis, -after, long.MaxValue), axis, after, size, front: false));
            }
            dy = middle;
        }
        return b.Each(n, i => i == 0 ? dy : null);
    }

    /// <summary>Zeros around along one axis.</summary>
    public static Value Around(GraphBuilder b, Value x, int axis, long before, long after)
    {
        if (before == 0 && after == 0) return x;
        var rank = x.Shape!.Rank;
        var pads = new long[2 * rank];
        (pads[axis], pads[axis + rank]) = (before, after);
        return b.Pad(x, pads);
    }

    // Element k of dy at first + k * step of an axis of zeros.
    private static Value Spread(GradientBuilder b, Node n, Value dy, int axis, long first, long step, long count, long size)
    {
        if (step < 0)
        {
            dy = b.Slice(dy, [-1], [long.MinValue + 1], [axis], [-1]);
            first += (count - 1) * step;
            step = -step;
        }
        if (step == 1 || count == 1) return Around(b, dy, axis, first, size - first - count);
        var shape = dy.Shape!;
        if (shape.Count(d => d.Size is null) > 1) throw b.Refuse(n, $"step {step} with an output of shape {shape}", "at most one open dimension");
        var gaps = Around(b, b.Unsqueeze(dy, axis + 1), axis + 1, 0, step - 1);
        var row = b.Reshape(gaps, [.. shape.Select((d, k) => k == axis ? count * step : d.Size ?? -1)]);
        // The last element's gap may stand over the end.
        var over = first + (count * step) - size;
        return over > 0
            ? Around(b, b.Slice(row, [0], [-over], [axis]), axis, first, 0)
            : Around(b, row, axis, first, -over);
    }

    // Where the rim's elements were copied from: next to the border, mirrored (reflect), the border (edge), the other end (wrap).
    private static Value Rim(GradientBuilder b, Node n, string mode, Value rim, int axis, long width, long size, bool front)
    {
        switch (mode)
        {
            case "edge":
                return Around(b, b.ReduceSum(rim, [axis]), axis, front ? 0 : size - 1, front ? size - 1 : 0);
            case "reflect" when width < size:
                var mirrored = b.Slice(rim, [-1], [long.MinValue + 1], [axis], [-1]);
                return Around(b, mirrored, axis, front ? 1 : size - 1 - width, front ? size - 1 - width : 1);
            case "wrap" when width <= size:
                return Around(b, rim, axis, front ? size - width : 0, front ? 0 : size - width);
            default:
                throw b.Refuse(n, $"mode {mode} with {width} around a size of {size}", "constant, edge, reflect or wrap that copies each element once at most");
        }
    }

    private static Value Part(GraphBuilder b, Value x, int axis, long start, long end) => b.Slice(x, [start], [end], [axis]);
}
