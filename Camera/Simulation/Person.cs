using System.Numerics;

namespace SegEdge.Camera.Simulation;

/// <summary>Somebody walking: proportions of a body, a gait, work clothes. Built anew for every frame from phase and heading.</summary>
internal sealed class Person
{
    private readonly float _tall, _build, _swing, _lean;
    private readonly Vector3 _skin, _hair, _jacket, _stripe, _trousers, _boots, _hat;
    private readonly bool _hasHat, _hasBrim, _hasVest;

    public Person(Dice dice)
    {
        _tall = dice.Bell(1.52f, 1.95f);
        _build = dice.Bell(0.85f, 1.25f);
        _swing = dice.Between(0.38f, 0.52f);
        _lean = dice.Between(0.02f, 0.12f);
        _skin = Vector3.Lerp(new Vector3(0.05f, 0.08f, 0.14f), new Vector3(0.34f, 0.42f, 0.58f), dice.Next());
        _hair = Vector3.Lerp(new Vector3(0.012f, 0.015f, 0.02f), new Vector3(0.10f, 0.2f, 0.32f), MathF.Pow(dice.Next(), 2));
        ReadOnlySpan<Vector3> cloth =
        [
            new(0.22f, 0.09f, 0.04f), new(0.03f, 0.03f, 0.035f), new(0.05f, 0.06f, 0.28f), new(0.06f, 0.10f, 0.06f),
            new(0.45f, 0.46f, 0.46f), new(0.10f, 0.13f, 0.16f), new(0.10f, 0.20f, 0.42f), new(0.30f, 0.22f, 0.12f),
            new(0.05f, 0.18f, 0.22f), new(0.25f, 0.10f, 0.30f),
        ];
        _trousers = cloth[dice.Below(6)] * dice.Between(0.7f, 1.2f);
        _jacket = cloth[dice.Below(cloth.Length)] * dice.Between(0.7f, 1.3f);
        _boots = dice.Chance(0.5f) ? new Vector3(0.02f, 0.025f, 0.03f) : new Vector3(0.04f, 0.08f, 0.05f);
        _hasVest = dice.Chance(0.35f);
        if (_hasVest) _jacket = dice.Chance(0.5f) ? new Vector3(0.03f, 0.26f, 0.85f) : new Vector3(0.08f, 0.85f, 0.75f);
        _stripe = _hasVest ? new Vector3(0.75f) : _jacket;
        _hasHat = dice.Chance(0.6f);
        _hasBrim = dice.Chance(0.5f);
        _hat = cloth[dice.Below(cloth.Length)];
    }

    /// <summary>Metres walked in one full cycle of two steps.</summary>
    public float Stride => _tall * 0.83f;

    /// <param name="foot">Between the feet, on the ground.</param>
    /// <param name="ahead">Unit vector of the walk, in the ground plane.</param>
    /// <param name="phase">Radians of the walking cycle.</param>
    public void Build(Mesh mesh, Vector3 foot, Vector3 ahead, float phase)
    {
        mesh.Clear();
        var aside = new Vector3(ahead.Y, -ahead.X, 0);
        // The lower foot stands on the ground, so the hip goes up and down as it does in walking.
        var reach = Math.Max(LegReach(phase), LegReach(phase + MathF.PI));
        var hip = foot + Vector3.UnitZ * (reach + 0.045f * _tall);
        Leg(mesh, hip + aside * 0.052f * _tall, ahead, aside, phase);
        Leg(mesh, hip - aside * 0.052f * _tall, ahead, aside, phase + MathF.PI);
        var up = Vector3.Normalize(Vector3.UnitZ + ahead * _lean);
        var turn = 0.16f * MathF.Sin(phase); // shoulders turn against the hips
        var shoulders = Vector3.Normalize(aside + ahead * turn);
        Torso(mesh, hip, up, Vector3.Normalize(aside - ahead * turn * 0.5f));
        Arm(mesh, hip + up * 0.285f * _tall + shoulders * 0.112f * _tall * _build, ahead, aside, phase + MathF.PI);
        Arm(mesh, hip + up * 0.285f * _tall - shoulders * 0.112f * _tall * _build, ahead, -aside, phase);
        Head(mesh, hip + up * 0.325f * _tall, up, ahead, aside);
    }

    private float ThighAngle(float phase) => _swing * MathF.Sin(phase) + 0.06f;

    /// <summary>The knee bends most while the leg swings forward.</summary>
    private static float KneeAngle(float phase)
    {
        var forward = Math.Max(0, MathF.Cos(phase + 0.45f));
        return 0.1f + 0.95f * forward * forward;
    }

    private float LegReach(float phase)
    {
        var thigh = ThighAngle(phase);
        return 0.245f * _tall * (MathF.Cos(thigh) + MathF.Cos(thigh - KneeAngle(phase)));
    }

    private void Leg(Mesh mesh, Vector3 hip, Vector3 ahead, Vector3 aside, float phase)
    {
        var (thigh, shin) = (ThighAngle(phase), ThighAngle(phase) - KneeAngle(phase));
        var down = ahead * MathF.Sin(thigh) - Vector3.UnitZ * MathF.Cos(thigh);
        var below = ahead * MathF.Sin(shin) - Vector3.UnitZ * MathF.Cos(shin);
        var knee = hip + down * 0.245f * _tall;
        var ankle = knee + below * 0.235f * _tall;
        var w = _tall * _build;
        ReadOnlySpan<Ring> leg =
        [
            new(hip + Vector3.UnitZ * 0.03f * _tall, 0.050f * w, 0.056f * w, _trousers),
            new(hip + down * 0.05f * _tall, 0.053f * w, 0.056f * w, _trousers),
            new(Vector3.Lerp(hip, knee, 0.6f), 0.043f * w, 0.045f * w, _trousers),
            new(knee, 0.035f * w, 0.037f * w, _trousers),
            new(Vector3.Lerp(knee, ankle, 0.35f), 0.033f * w, 0.035f * w, _trousers),
            new(Vector3.Lerp(knee, ankle, 0.8f), 0.029f * w, 0.030f * w, _trousers * 0.8f),
            new(ankle, 0.031f * w, 0.032f * w, _boots),
        ];
        Loft.Add(mesh, leg, aside, Finish.Cloth, open: 0.75f);
        // The sole stays flat while the foot bears, and tips while it swings back.
        var tip = Math.Clamp(-shin * 0.9f - 0.1f, -0.3f, 0.9f);
        var toe = ahead * MathF.Cos(tip) - Vector3.UnitZ * MathF.Sin(tip);
        var up = Vector3.Cross(toe, aside);
        up = up.Z < 0 ? -up : up;
        ReadOnlySpan<Ring> foot =
        [
            new(ankle - toe * 0.040f * _tall - up * 0.022f * _tall, 0.012f * _tall, 0.014f * _tall, _boots),
            new(ankle - toe * 0.025f * _tall - up * 0.016f * _tall, 0.022f * _tall, 0.028f * _tall, _boots),
            new(ankle + toe * 0.030f * _tall - up * 0.020f * _tall, 0.025f * _tall, 0.023f * _tall, _boots),
            new(ankle + toe * 0.085f * _tall - up * 0.029f * _tall, 0.026f * _tall, 0.014f * _tall, _boots),
            new(ankle + toe * 0.110f * _tall - up * 0.033f * _tall, 0.010f * _tall, 0.008f * _tall, _boots),
        ];
        Loft.Add(mesh, foot, aside, Finish.Plain, open: 0.5f);
    }

    private void Torso(Mesh mesh, Vector3 hip, Vector3 up, Vector3 aside)
    {
        var w = _tall * _build;
        Ring At(float height, float wide, float deep, Vector3 colour) => new(hip + up * (height * _tall), wide * w, deep * w, colour);
        ReadOnlySpan<Ring> rings =
        [
            At(-0.025f, 0.090f, 0.066f, _jacket * 0.9f),
            At(0.010f, 0.098f, 0.074f, _jacket),
            At(0.060f, 0.090f, 0.068f, _jacket),
            At(0.085f, 0.089f, 0.067f, _stripe),
            At(0.105f, 0.089f, 0.067f, _stripe),
            At(0.125f, 0.090f, 0.068f, _jacket),
            At(0.190f, 0.100f, 0.072f, _jacket),
            At(0.205f, 0.103f, 0.072f, _stripe),
            At(0.222f, 0.105f, 0.071f, _stripe),
            At(0.240f, 0.108f, 0.070f, _jacket),
            At(0.285f, 0.112f, 0.062f, _jacket),
            At(0.310f, 0.085f, 0.050f, _jacket),
            At(0.325f, 0.038f, 0.036f, _jacket),
            At(0.335f, 0.030f, 0.032f, _skin),
            At(0.365f, 0.028f, 0.031f, _skin),
        ];
        Loft.Add(mesh, rings, aside, Finish.Cloth, 14);
    }

    private void Arm(Mesh mesh, Vector3 shoulder, Vector3 ahead, Vector3 outward, float phase)
    {
        var upper = 0.55f * _swing * MathF.Sin(phase) * 1.6f;
        var lower = upper + 0.35f + 0.25f * Math.Max(0, MathF.Sin(phase));
        var down = Vector3.Normalize(ahead * MathF.Sin(upper) - Vector3.UnitZ * MathF.Cos(upper) + outward * 0.12f);
        var below = ahead * MathF.Sin(lower) - Vector3.UnitZ * MathF.Cos(lower);
        var elbow = shoulder + down * 0.165f * _tall;
        var wrist = elbow + below * 0.145f * _tall;
        var w = _tall * _build;
        ReadOnlySpan<Ring> rings =
        [
            new(shoulder - down * 0.022f * _tall, 0.022f * w, 0.026f * w, _jacket),
            new(shoulder, 0.032f * w, 0.036f * w, _jacket),
            new(Vector3.Lerp(shoulder, elbow, 0.5f), 0.028f * w, 0.031f * w, _jacket * 0.95f),
            new(elbow, 0.025f * w, 0.027f * w, _jacket),
            new(Vector3.Lerp(elbow, wrist, 0.6f), 0.023f * w, 0.024f * w, _jacket * 0.95f),
            new(Vector3.Lerp(elbow, wrist, 0.93f), 0.020f * w, 0.020f * w, _jacket * 0.9f),
            new(wrist, 0.015f * w, 0.016f * w, _skin),
            new(wrist + below * 0.035f * _tall, 0.014f * w, 0.022f * w, _skin),
            new(wrist + below * 0.085f * _tall, 0.010f * w, 0.014f * w, _skin),
        ];
        Loft.Add(mesh, rings, Vector3.Normalize(outward), Finish.Cloth, 8, 0.85f);
    }

    private void Head(Mesh mesh, Vector3 neck, Vector3 up, Vector3 ahead, Vector3 aside)
    {
        var head = neck + up * (0.098f * _tall) + ahead * (0.012f * _tall);
        Loft.AddBall(mesh, head, aside, up, 0.043f * _tall, 0.054f * _tall, 0.068f * _tall, _skin, Finish.Plain);
        var nose = head + ahead * (0.056f * _tall) - up * (0.010f * _tall);
        Loft.AddBall(mesh, nose, aside, up, 0.008f * _tall, 0.010f * _tall, 0.014f * _tall, _skin, Finish.Plain);
        var cover = _hasHat ? _hat : _hair;
        var grown = _hasHat ? 1.1f : 1.06f;
        Loft.AddBall(mesh, head + up * (0.022f * _tall) - ahead * (0.010f * _tall), aside, up,
            0.044f * grown * _tall, 0.055f * grown * _tall, 0.055f * _tall, cover, _hasHat ? Finish.Cloth : Finish.Fur);
        if (!_hasHat) return;
        var brim = _hasBrim ? head + up * (0.025f * _tall) : head + up * (0.024f * _tall) + ahead * (0.062f * _tall);
        var (wide, deep, thick) = _hasBrim ? (0.085f, 0.095f, 0.008f) : (0.036f, 0.04f, 0.006f);
        Loft.AddBall(mesh, brim, aside, up, wide * _tall, deep * _tall, thick * _tall, cover * 0.9f, Finish.Cloth);
    }
}
