"""Hugging Face datasets: a mapped function with a stable fingerprint, in two processes."""

from datasets import Dataset

import unboil.hf

if __name__ == "__main__":
    data = Dataset.from_dict({"text": ["The pier is closed.\n\nLeave a Reply", "The ferry sailed.\n\nShare on Facebook"]})
    clean = data.map(unboil.hf.cleaner("text"), batched=True, num_proc=2)
    print(clean["text"][:])
    # prints: ['The pier is closed.', 'The ferry sailed.']
