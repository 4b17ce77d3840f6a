using System.Globalization;
using System.Text.RegularExpressions;

namespace SegEdge.Onnx.Tests.Gradients;

/// <summary>A model of one operator and numbers for its inputs, written as one line:
/// <c>Gemm [N:2,3] [3,4] c[4]@1..2 alpha=0.5 transB=1 opset:13</c>.</summary>
/// <remarks>
/// <c>[2,3]</c> an input, <c>[N:2,3]</c> the same with an open dimension N that is 2 in the run, <c>c[2,3]</c> a constant, both of random numbers;
/// <c>@0.5..2</c> the range of these, else -2..2. They form a ladder, shuffled: no two are equal and none is near 0, so that Relu, Abs, Max have no kink
/// within a step. <c>ints(1,-1)</c>, <c>int(3)</c>, <c>ints[2,2](0,1,1,0)</c> whole numbers, <c>num(0.5)</c> a scalar, <c>nums(1,2)</c> a vector,
/// <c>bool[2,3]</c> random truth, <c>-</c> a missing input. <c>name=1</c>, <c>name=0.5</c>, <c>name=[1,2]</c>, <c>name=text</c> attributes.
/// <c>opset:18</c> (default), <c>type:float</c> (default double, the sharp one; where ONNX Runtime has no such kernel), <c>outputs:2</c>,
/// <c>step:0.1</c>, <c>within:1e-4</c>, <c>seed:7</c> for <see cref="GradientCheck"/>.
/// </remarks>
internal sealed partial class OpCase
{
    private readonly Graph _graph = new("case");
    private readonly List<Value?> _arguments = [];
    private readonly List<Attribute> _attributes = [];
    private readonly Dictionary<string, string> _settings = [];

    private OpCase(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var word in words[1..])
            if (Setting().Match(word) is { Success: true } s) _settings[s.Groups[1].Value] = s.Groups[2].Value;
        Type = _settings.GetValueOrDefault("type") == "float" ? ElementType.Float : ElementType.Double;
        Seed = int.Parse(_settings.GetValueOrDefault("seed", "1"), CultureInfo.InvariantCulture);
        Random = new Random(Seed);
        foreach (var word in words[1..])
        {
            if (Setting().IsMatch(word)) continue;
            if (word.Contains('=')) _attributes.Add(AttributeOf(word.Split('=', 2)));
            else _arguments.Add(Argument(word));
        }
        Model = Build(words[0], int.Parse(_settings.GetValueOrDefault("outputs", "1"), CultureInfo.InvariantCulture));
    }

    public Model Model { get; }

    /// <summary>Numbers for the model's inputs.</summary>
    public Dictionary<string, Tensor> Inputs { get; } = [];

    public ElementType Type { get; }

    public int Seed { get; }

    public double? Step => Number("step");

    public double? Within => Number("within");

    private Random Random { get; }

    public static OpCase Parse(string line) => new(line);

    private double? Number(string setting) => _settings.TryGetValue(setting, out var text) ? double.Parse(text, CultureInfo.InvariantCulture) : null;

    private Model Build(string opType, int count)
    {
        var outputs = Enumerable.Range(0, count).Select(i => new Value($"y{i}")).ToArray();
        _graph.Nodes.Add(new Node(opType, _arguments, outputs, _attributes, "op"));
        _graph.Outputs.AddRange(outputs);
        var model = new Model(_graph) { Opset = long.Parse(_settings.GetValueOrDefault("opset", "18"), CultureInfo.InvariantCulture) };
        Shapes.Infer(model);
        if (count == 1) return model;
        // Several outputs: one score that reads them all, so that each element gets a gradient of its own: the sum of (k + 1) sin(output k).
        var sines = outputs.Select((output, k) => Made("Mul", Made("Sin", output), Scalar(k + 1))).ToList();
        var sums = sines.ConvertAll(s => Made("ReduceSum", s));
        var score = Made("Concat", [.. sums.Select(s => Made("Reshape", s, One()))]);
        score.Producer!.Set(Attribute.Of("axis", 0));
        _graph.Outputs.Insert(0, score);
        Shapes.Infer(model);
        return model;

        Value Made(string type, params Value[] inputs)
        {
            var value = new Value($"{type}_{_graph.Nodes.Count}");
            _graph.Nodes.Add(new Node(type, inputs, [value], name: value.Name));
            return value;
        }

        Value Scalar(double number) => Initializer(Tensor.Scalar(Type, number));

        Value One() => Initializer(Tensor.Vector(1));

        Value Initializer(Tensor tensor)
        {
            var value = new Value($"constant_{_graph.Initializers.Count}", tensor);
            _graph.Initializers.Add(value);
            return value;
        }
    }

    private Value? Argument(string word)
    {
        if (word == "-") return null;
        var name = $"x{_arguments.Count}";
        var match = Form().Match(word);
        if (!match.Success) throw new FormatException($"'{word}' is no argument of an OpCase.");
        var (kind, dims, list, low, high) = (match.Groups["kind"].Value, match.Groups["dims"], match.Groups["list"], match.Groups["low"], match.Groups["high"]);
        var shape = dims.Success ? dims.Value.Split(',', StringSplitOptions.RemoveEmptyEntries) : [];
        var sizes = Array.ConvertAll(shape, d => long.Parse(d[(d.IndexOf(':') + 1)..], CultureInfo.InvariantCulture));
        var numbers = Array.ConvertAll(list.Value.Split(',', StringSplitOptions.RemoveEmptyEntries), Parse);
        long[] vector = dims.Success ? sizes : [numbers.Length];
        var count = (int)sizes.Aggregate(1L, (a, b) => a * b);
        Tensor Ladder() => Tensor.FromDoubles(Type, RandomLadder(count, low.Success ? Parse(low.Value) : -2, high.Success ? Parse(high.Value) : 2), sizes);
        switch (kind)
        {
            case "":
                Inputs[name] = Ladder();
                var open = Array.ConvertAll(shape, d => d.Contains(':') ? Dim.Named(d[..d.IndexOf(':')]) : long.Parse(d, CultureInfo.InvariantCulture));
                var input = new Value(name, Type, Shape.Of(open));
                _graph.Inputs.Add(input);
                return input;
            case "c": return Constant(Ladder());
            case "bool": return Constant(Tensor.Of<bool>(Enumerable.Range(0, count).Select(_ => Random.Next(2) == 1).ToArray(), sizes));
            case "int": return Constant(Tensor.Scalar(ElementType.Int64, numbers[0]));
            case "ints": return Constant(Tensor.Of<long>(Array.ConvertAll(numbers, n => (long)n), vector));
            case "num": return Constant(Tensor.Scalar(Type, numbers[0]));
            default: return Constant(Tensor.FromDoubles(Type, numbers, vector));
        }

        static double Parse(string text) => double.Parse(text, CultureInfo.InvariantCulture);

        Value Constant(Tensor tensor)
        {
            var value = new Value(name, tensor);
            _graph.Initializers.Add(value);
            return value;
        }
    }

    private double[] RandomLadder(int count, double low, double high)
    {
        // An even number of rungs: the middle of the range, where it is 0, lies between two of them.
        var rungs = count + (count % 2);
        var ladder = Enumerable.Range(0, rungs).Select(i => low + ((high - low) * (i + 0.3 + (0.4 * Random.NextDouble())) / rungs)).ToArray();
        Random.Shuffle(ladder);
        return ladder[..count];
    }

    private static Attribute AttributeOf(string[] pair)
    {
        var (name, text) = (pair[0], pair[1]);
        if (text.StartsWith('['))
        {
            var items = text[1..^1].Split(',', StringSplitOptions.RemoveEmptyEntries);
            return text.Contains('.')
                ? Attribute.Of(name, items.Select(i => float.Parse(i, CultureInfo.InvariantCulture)))
                : Attribute.Of(name, items.Select(i => long.Parse(i, CultureInfo.InvariantCulture)));
        }
        if (long.TryParse(text, CultureInfo.InvariantCulture, out var whole)) return Attribute.Of(name, whole);
        return float.TryParse(text, CultureInfo.InvariantCulture, out var number) ? Attribute.Of(name, number) : Attribute.Of(name, text);
    }

    [GeneratedRegex(@"^(opset|type|outputs|step|within|seed):(.+)$")]
    private static partial Regex Setting();

    [GeneratedRegex(@"^(?<kind>c|bool|ints|int|nums|num|)(\[(?<dims>[^\]]*)\])?(\((?<list>[^)]*)\))?(@(?<low>[-0-9.]+?)\.\.(?<high>[-0-9.]+))?$")]
    private static partial Regex Form();
}
