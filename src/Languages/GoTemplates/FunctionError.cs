namespace ImageAutomation.Languages.GoTemplates;

/// <summary>A template function refuses its arguments; the evaluator adds where that happened.</summary>
internal sealed class FunctionError(string message) : Exception(message);
