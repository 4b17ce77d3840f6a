using System.Numerics;

namespace SegEdge.Camera.Simulation;

/// <summary>A roe deer or a dog at a trot. One build plan, two sets of proportions.</summary>
internal sealed class Animal
{
    private readonly bool _deer;
    private readonly float _tall, _stout, _neck, _legWidth;
    private readonly Vector3 _back, _belly;

    public Animal(Dice dice)
    {
        _deer = dice.Chance(0.55f);
        _tall = _deer ? dice.Between(0.62f, 0.85f) : dice.Between(0.36f, 0.66f); // metres at the shoulder
        _stout = dice.Between(0.95f, 1.2f) * (_deer ? 1 : 1.1f);
        _neck = _deer ? 0.62f : 0.34f;
        _legWidth = _deer ? 0.036f : 0.055f;
        ReadOnlySpan<Vector3> coats =
        [
            new(0.02f, 0.022f, 0.025f), new(0.10f, 0.20f, 0.33f), new(0.42f, 0.45f, 0.48f), new(0.05f, 0.09f, 0.15f),
            new(0.16f, 0.19f, 0.21f),
        ];
        _back = _deer ? Vector3.Lerp(new(0.06f, 0.115f, 0.20f), new(0.09f, 0.12f, 0.15f), dice.Next()) : coats[dice.Below(coats.Length)];
        _belly = Vector3.Lerp(_back, new Vector3(0.35f, 0.42f, 0.46f), _deer ? 0.4f : dice.Between(0, 0.5f));
    }

    /// <summary>Metres in one full cycle.</summary>
    public float Stride => _tall * 1.9f;

    public void Build(Mesh mesh, Vector3 foot, Vector3 ahead, float phase)
    {
        mesh.Clear();
        var aside = new Vector3(ahead.Y, -ahead.X, 0);
        var bob = Vector3.UnitZ * (0.035f * _tall * MathF.Sin(phase * 2));
        Vector3 At(float forward, float height) => foot + ahead * (forward * _tall) + Vector3.UnitZ * (height * _tall) + bob;
        Body(mesh, At, aside);
        var hip = _deer ? 0.74f : 0.70f;
        for (var side = -1; side <= 1; side += 2)
        {
            // A trot: diagonal pairs move together.
            var front = At(0.46f, hip) + aside * (side * 0.085f * _tall * _stout);
            var hind = At(-0.50f, hip + 0.03f) + aside * (side * 0.08f * _tall * _stout);
            Leg(mesh, front, ahead, aside, phase + (side > 0 ? 0 : MathF.PI), false, foot.Z);
            Leg(mesh, hind, ahead, aside, phase + (side > 0 ? MathF.PI : 0), true, foot.Z);
        }
        Head(mesh, At, ahead, aside, phase);
    }

    private void Body(Mesh mesh, Func<float, float, Vector3> at, Vector3 aside)
    {
        var w = _tall * _stout;
        ReadOnlySpan<Ring> rings =
        [
            new(at(-0.70f, 0.88f), 0.03f * w, 0.04f * w, _back),
            new(at(-0.64f, 0.85f), 0.10f * w, 0.13f * w, _back),
            new(at(-0.50f, 0.82f), 0.145f * w, 0.20f * w, _back),
            new(at(-0.25f, 0.80f), 0.155f * w, 0.19f * w, _back),
            new(at(0.05f, 0.77f), 0.165f * w, 0.215f * w, _back),
            new(at(0.35f, 0.77f), 0.155f * w, 0.23f * w, _back),
            new(at(0.52f, 0.82f), 0.12f * w, 0.18f * w, _back),
            new(at(0.62f, 0.87f), 0.05f * w, 0.08f * w, _back),
        ];
        Loft.Add(mesh, rings, aside, Finish.Fur, 12);
        // Light comes from above: a pale belly keeps it from looking flat.
        foreach (ref var vertex in mesh.Vertices)
        {
            var below = Math.Clamp((0.72f * _tall - vertex.Position.Z) / (0.12f * _tall), 0, 1);
            vertex.Reflectance = Vector3.Lerp(vertex.Reflectance, _belly, below);
        }
    }

    private void Leg(Mesh mesh, Vector3 hip, Vector3 ahead, Vector3 aside, float phase, bool hind, float ground)
    {
        var swing = 0.42f * MathF.Sin(phase) + (hind ? -0.05f : 0.05f);
        var lift = Math.Max(0, MathF.Cos(phase + 0.4f));
        var bend = (0.15f + 0.9f * lift * lift) * (hind ? -1 : 1);
        Vector3 Toward(float angle) => ahead * MathF.Sin(angle) - Vector3.UnitZ * MathF.Cos(angle);
        var upper = Toward(swing + (hind ? 0.25f : -0.12f) + (hind ? -bend * 0.4f : 0));
        var knee = hip + upper * (0.36f * _tall);
        var lower = Toward(swing - (hind ? 0.25f : -0.12f) - (hind ? -bend * 0.8f : bend));
        var hoof = knee + lower * (0.40f * _tall);
        hoof.Z = Math.Max(hoof.Z, ground + 0.015f * _tall);
        var w = _legWidth * _tall;
        ReadOnlySpan<Ring> rings =
        [
            new(hip + Vector3.UnitZ * (0.06f * _tall), w * 1.6f, w * 3.0f, _back),
            new(Vector3.Lerp(hip, knee, 0.4f), w * 1.5f, w * 2.2f, _back),
            new(knee, w * 0.95f, w * 1.1f, _back * 0.95f),
            new(Vector3.Lerp(knee, hoof, 0.5f), w * 0.65f, w * 0.7f, _back * 0.85f),
            new(Vector3.Lerp(knee, hoof, 0.88f), w * 0.75f, w * 0.8f, _back * 0.8f),
            new(hoof, w * 0.8f, w * 1.0f, _back * 0.35f),
        ];
        Loft.Add(mesh, rings, aside, Finish.Fur, 8, 0.7f);
    }

    private void Head(Mesh mesh, Func<float, float, Vector3> at, Vector3 ahead, Vector3 aside, float phase)
    {
        var w = _tall * _stout;
        var nod = 0.02f * MathF.Sin(phase * 2 + 1);
        var base_ = at(0.50f, 0.86f);
        var poll = at(0.50f + _neck * 0.62f, 0.90f + _neck * 0.85f + nod);
        ReadOnlySpan<Ring> neck =
        [
            new(base_, 0.10f * w, 0.16f * w, _back), new(Vector3.Lerp(base_, poll, 0.35f), 0.08f * w, 0.11f * w, _back),
            new(Vector3.Lerp(base_, poll, 0.75f), 0.062f * w, 0.075f * w, _back), new(poll, 0.06f * w, 0.065f * w, _back),
        ];
        Loft.Add(mesh, neck, aside, Finish.Fur);
        var face = Vector3.Normalize(ahead * 0.86f - Vector3.UnitZ * 0.5f);
        ReadOnlySpan<Ring> head =
        [
            new(poll - face * (0.05f * _tall), 0.03f * w, 0.03f * w, _back), new(poll, 0.065f * w, 0.075f * w, _back),
            new(poll + face * (0.10f * _tall), 0.062f * w, 0.068f * w, _back),
            new(poll + face * (0.19f * _tall), 0.038f * w, 0.042f * w, _back),
            new(poll + face * (0.27f * _tall), 0.034f * w, 0.034f * w, _back * 0.8f),
            new(poll + face * (0.30f * _tall), 0.012f * w, 0.014f * w, _back * 0.15f),
        ];
        Loft.Add(mesh, head, aside, Finish.Fur);
        for (var side = -1; side <= 1; side += 2)
        {
            var ear = Vector3.Normalize(Vector3.UnitZ * (_deer ? 1 : 0.5f) + aside * (side * 0.75f) - ahead * 0.35f);
            var middle = poll + ear * (0.10f * _tall);
            Loft.AddBall(mesh, middle, ahead, ear, 0.016f * _tall, 0.034f * _tall, 0.085f * _tall, _back * 0.9f, Finish.Fur);
        }
        var tail = at(-0.68f, 0.92f);
        var wag = aside * (0.12f * MathF.Sin(phase * 1.5f));
        Loft.AddBall(mesh, tail - (_deer ? Vector3.UnitZ * 0.05f : ahead * 0.16f - Vector3.UnitZ * 0.1f) * _tall, aside,
            Vector3.Normalize(_deer ? Vector3.UnitZ : -ahead + Vector3.UnitZ * 0.7f + wag),
            0.03f * _tall, 0.03f * _tall, (_deer ? 0.07f : 0.22f) * _tall, _deer ? _belly * 1.4f : _back, Finish.Fur);
    }
}
