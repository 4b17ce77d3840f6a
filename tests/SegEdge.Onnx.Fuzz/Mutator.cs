using System.Text;

namespace SegEdge.Onnx.Fuzz;

/// <summary>Changes files where it matters: in the tree of messages and fields, so that most of what comes out still is protobuf, and lengths
/// agree unless it is they that are changed.</summary>
public sealed class Mutator(Random random)
{
    private static readonly ulong[] Numbers =
        [0, 1, 2, 7, 13, 14, 20, 127, 128, 255, 65_536, int.MaxValue, uint.MaxValue, long.MaxValue, ulong.MaxValue, ulong.MaxValue - 1, 1UL << 62, 10_000_000_000];

    private static readonly string[] Texts =
        ["", "x", "y", "b/const_0", "ai.onnx", "Identity", "Constant", "If", "Loop", "Reshape", "Conv", "axis", "value", "\0", "../w", "é"];

    public byte[] Mutate(ReadOnlySpan<byte> file)
    {
        var tree = Field.Parse(file, 0) ?? [];
        for (var changes = random.Next(1, 4); changes > 0; changes--) Change(tree);
        var bytes = new List<byte>();
        foreach (var field in tree) field.Write(bytes);
        // Sometimes, and then a little: what is no protobuf is refused at the door.
        if (random.Next(8) == 0 && bytes.Count > 0) bytes[random.Next(bytes.Count)] ^= (byte)(1 << random.Next(8));
        return random.Next(16) == 0 ? [.. bytes[..random.Next(bytes.Count + 1)]] : [.. bytes];
    }

    private void Change(List<Field> tree)
    {
        var all = new List<(List<Field> Siblings, int Index)>();
        Collect(tree, all);
        if (all.Count == 0) return;
        var (siblings, index) = all[random.Next(all.Count)];
        var (elsewhere, other) = all[random.Next(all.Count)];
        var field = siblings[index];
        // Copies, so that a graph in its own node has an end.
        switch (random.Next(10))
        {
            case 0: siblings.RemoveAt(index); break;
            case 1: siblings.Insert(random.Next(siblings.Count + 1), field.Copy()); break;
            case 2: siblings[index] = elsewhere[other].Copy(); break;
            case 3: elsewhere.Insert(other, field.Copy()); break;
            case 4: siblings[index] = field with { Number = (ulong)random.Next(1, 27) }; break;
            case 5: siblings[index] = field with { Wire = random.Next(6) }; break;
            case 6: siblings.Reverse(); break;
            case 7: siblings.AddRange(Enumerable.Range(0, random.Next(2, 8)).Select(_ => field.Copy())); break;
            default: siblings[index] = Changed(field); break;
        }
    }

    private Field Changed(Field field) => field.Wire switch
    {
        0 => field with { Value = random.Next(2) == 0 ? Numbers[random.Next(Numbers.Length)] : field.Value + (ulong)random.Next(-2, 3) },
        2 when field.Content is null => field with { Bytes = ChangedBytes(field.Bytes) },
        _ => field,
    };

    private byte[] ChangedBytes(byte[] bytes)
    {
        var changed = bytes.ToArray();
        switch (random.Next(5))
        {
            case 4 when changed.Length >= 8:
                BitConverter.TryWriteBytes(changed.AsSpan(random.Next(changed.Length / 8) * 8), Numbers[random.Next(Numbers.Length)]); // of an int64 tensor
                return changed;
            case 0: return Encoding.UTF8.GetBytes(Texts[random.Next(Texts.Length)]);
            case 1: return changed[..random.Next(changed.Length + 1)];
            case 2: return [.. changed, .. changed];
            default:
                if (changed.Length > 0) changed[random.Next(changed.Length)] = (byte)random.Next(256);
                return changed;
        }
    }

    private static void Collect(List<Field> fields, List<(List<Field>, int)> all)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            all.Add((fields, i));
            if (fields[i].Content is { } content) Collect(content, all);
        }
    }
}
